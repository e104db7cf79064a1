"""Workbooks in and out: reading, layouts, template, exports."""
