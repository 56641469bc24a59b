package dev.latchkey.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "127.0.0.1, ::ffff:127.0.0.1",
    "127.0.0.1, 0:0:0:0:0:ffff:7f00:1",
    "10.0.0.0/8, 10.255.0.9",
    "10.1.2.128/25, 10.1.2.255",
    "0.0.0.0/0, 8.8.8.8",
    "::1, 0:0:0:0:0:0:0:1",
    "::1/128, ::1%lo",
    "2001:db8::/32, 2001:DB8:ffff::5",
    "fe80::/10, febf::1",
    "::ffff:10.0.0.0, 10.0.0.0",
    "::, ::",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
  })
  void takesInWhatLiesInIt(String range, String address) throws Exception {
    assertThat(AddressRange.parse(range).contains(address)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.2",
    "10.0.0.0/8, 11.0.0.0",
    "10.1.2.128/25, 10.1.2.127",
    "0.0.0.0/0, ::1",
    "::/0, 8.8.8.8",
    "fe80::/10, fec0::1",
    "127.0.0.1, localhost",
    "127.0.0.1, '127.0.0.1, 10.0.0.1'",
    "127.0.0.1, 127.0.0.1.evil",
    "0.0.0.0/0, ''",
    "::1, '::1::'",
    "127.0.0.1, 0127.0.0.01",
  })
  void leavesOutWhatDoesNot(String range, String address) throws Exception {
    assertThat(AddressRange.parse(range).contains(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "localhost", "10.0.0", "10.0.0.256", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/",
            "1.2.3.4.5",
        ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::g", "::1/129", "1::2::3", "::1.2.3",
            "12345::",
        "1:2:3:4::5:6:7:8", "::ffff:1.2.3.4/104", "1.2.3.4:", ":1"
      })
  void refusesWhatIsNone(String text) {
    assertThatExceptionOfType(ConfigSyntaxException.class)
        .isThrownBy(() -> AddressRange.parse(text));
  }

  @Test
  void saysHowToMendBitsBeyondThePrefix() {
    assertThatExceptionOfType(ConfigSyntaxException.class)
        .isThrownBy(() -> AddressRange.parse("10.0.0.1/8"))
        .withMessageContaining("first address of the range");
  }
}
