"""A training simulator for the owners' telephone hotline of a property-management company."""
