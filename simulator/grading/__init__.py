"""How a reply is graded."""
