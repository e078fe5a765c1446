"""What `manage.py up` is made of: one supervised family of processes for one `var/`."""
