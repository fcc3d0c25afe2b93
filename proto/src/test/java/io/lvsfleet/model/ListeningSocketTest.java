package io.lvsfleet.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListeningSocketTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.21, 10.0.0.21, 80, true",
    "10.0.0.21, 10.0.0.21, 81, false",
    "10.0.0.21, 10.0.0.22, 80, false",
    "0.0.0.0,   10.0.0.21, 80, true",
    "0.0.0.0,   fd00::21,  80, false",
    "::,        10.0.0.21, 80, true",
    "::,        fd00::21,  80, true",
    "fd00::21,  fd00::21,  80, true",
    "fd00::21,  10.0.0.21, 80, false"
  })
  void takesWhatIsSentToItsAddressOrAnyWhereItIsBoundToAny(
      String bound, String destination, int port, boolean takes) {
    ListeningSocket socket = new ListeningSocket(Protocol.TCP, IpAddress.parse(bound), 80);
    assertThat(socket.takes(IpAddress.parse(destination), port)).isEqualTo(takes);
  }
}
