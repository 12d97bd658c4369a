"""The program put together: the only package that names concrete classes, one module a purpose.

Nothing is imported here, so that each command loads only the part it needs.
"""
