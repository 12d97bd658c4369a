"""Parts of pages: each draws one model and returns a value."""
