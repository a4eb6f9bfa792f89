from kafka.record import util


def test_checksums_of_records_are_not_made_in_python() -> None:
    # The check value of CRC-32C (RFC 3720, B.4): 32 bytes of zeros.
    assert util.calc_crc32c(bytes(32)) == 0x8A9136AA
    assert util.crc32c_c is not None
