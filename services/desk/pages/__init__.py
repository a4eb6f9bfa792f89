"""The pages of the desk: queue, cases, counts, stream; HTML without JavaScript."""
