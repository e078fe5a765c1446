"""What people are asked, cut as the views are: planning an action, and taking part in one."""
