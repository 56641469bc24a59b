package dev.latchkey.dashboard.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.xnio.ChannelListeners;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

class DoorwayTest {
  private static final int LIMIT_MILLIS = 90_000;

  /** The server would leave such a connection open, and its caller waiting for an answer. */
  @Test
  void aConnectionThatCannotBeLedOnIsClosed() throws Exception {
    XnioWorker worker =
        Xnio.getInstance()
            .createWorker(
                OptionMap.create(Options.WORKER_IO_THREADS, 1, Options.THREAD_DAEMON, true));
    Doorway doorway =
        new Doorway(
            4,
            connection -> {
              throw new OutOfMemoryError("as if");
            });
    try (var port =
            worker.createStreamConnectionServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ChannelListeners.openListenerAdapter(doorway),
                OptionMap.EMPTY);
        Socket socket = new Socket()) {
      port.resumeAccepts();
      socket.connect(port.getLocalAddress());
      socket.setSoTimeout(LIMIT_MILLIS);

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } finally {
      worker.shutdownNow();
    }
  }
}
