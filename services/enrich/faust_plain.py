"""Faust without its compiled parts. The only module that imports Faust.

The Cython twin of its stream differs from the Python code, and no test of Faust's runs
it (its issue 762). The time of this stage goes into the language model, not here.
Faust reads the switch once, when it is imported.
"""

import os

os.environ.setdefault("NO_CYTHON", "1")

from faust import App, Worker
from faust.auth import Credentials, SASLCredentials, SSLCredentials
from faust.exceptions import ProducerSendError
from faust.streams import Stream
from faust.transport.drivers.aiokafka import (
    AIOKafkaConsumerThread,
    Consumer,
    Transport,
)
from faust.types import TP, AppT, EventT, StreamT, TopicT
from faust.types.transports import ConsumerT
from faust.types.tuples import Message

__all__ = [
    "TP",
    "AIOKafkaConsumerThread",
    "App",
    "AppT",
    "Consumer",
    "ConsumerT",
    "Credentials",
    "EventT",
    "Message",
    "ProducerSendError",
    "SASLCredentials",
    "SSLCredentials",
    "Stream",
    "StreamT",
    "TopicT",
    "Transport",
    "Worker",
]
