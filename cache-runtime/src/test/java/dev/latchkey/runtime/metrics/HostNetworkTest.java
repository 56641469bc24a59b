package dev.latchkey.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class HostNetworkTest {
  private static final String DEVICES =
      """
      Inter-|   Receive                                                |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop
          lo: 1111111 10 0 0 0 0 0 0 1111111 10 0 0 0 0 0 0
        eth0:5000 20 0 0 0 0 0 0 700 10 0 0 0 0 0 0
       wlan0: 30 20 0 0 0 0 0 0 4 10 0 0 0 0 0 0
      """;

  @Test
  void addsUpTheDevicesWithoutTheLoopback() throws IOException {
    HostNetwork read = HostNetwork.parse(new BufferedReader(new StringReader(DEVICES)));

    assertThat(read).isEqualTo(new HostNetwork(5030, 704));
  }

  @Test
  void aTextOfAnotherFormHasNoDevices() throws IOException {
    assertThat(HostNetwork.parse(new BufferedReader(new StringReader("eth0: 1 2 3\nnothing"))))
        .isEqualTo(new HostNetwork(0, 0));
  }
}
