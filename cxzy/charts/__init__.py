"""Results in, Plotly figures out; nothing here shows anything."""
