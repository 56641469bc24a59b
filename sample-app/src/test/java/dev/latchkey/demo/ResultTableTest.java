package dev.latchkey.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultTableTest {
  @Test
  void showsEachStepOnALine() {
    assertThat(ResultTable.of(Steps.threeOfThem()))
        .isEqualTo(
            """
                                                  authentication, ms                  request, ms     hit ratio                  user queries
            phases on  requests  errors  rate/s   mean  change    p50    p95    p99   mean    p99     jwks     jwt  connections  number  change
            none            400       0    20.0  120.0       -  118.0  124.0  128.0  151.3  171.3        -       -          800     801       -
            jwks            400       0    20.0   24.0   -80 %   22.0   28.0   32.0   51.5   71.5   99.8 %       -          800     799    -0 %
            jwks+jwt        400       2    20.0   18.0   -85 %   16.0   22.0   26.0   50.1   70.1  100.0 %  75.0 %          801      12   -99 %
            """);
  }
}
