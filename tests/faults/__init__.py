"""The faults that a pipeline of this kind must survive, each tried many times."""
