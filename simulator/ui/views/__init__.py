"""One page per module, each with one render()."""
