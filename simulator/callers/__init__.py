"""Who speaks on the owner's side of the line."""
