"""A real Apache Kafka and a real Elasticsearch on loopback, without Docker.

The jars come from Maven Central, where the makers publish them; the servers run on a
JDK of at least 21. `python -m tests.engines` does the same by hand.
"""
