"""Organization names: normal forms, similarity and a large index. Pure."""
