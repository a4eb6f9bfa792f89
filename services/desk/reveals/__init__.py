"""Seeing who reported: one officer asks, another one agrees, and it is written down."""
