"""The one boundary to language-model endpoints."""
