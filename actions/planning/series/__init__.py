"""A rule, and the real dated actions that it makes: see `recurrence` for the rule, `dates` for the making of dates,
`values` for what they have in common, `edits` and `rules` for what a change does to each."""
