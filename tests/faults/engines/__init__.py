"""Faults of the whole pipeline on a real Kafka and a real Elasticsearch."""
