package dev.latchkey.it.strangers;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What all threads of another JVM, of Java 21 or newer, have allocated. Confined to its test. */
final class AllocatedBytes implements AutoCloseable {
  private final JMXConnector connector;
  private final MBeanServerConnection connection;
  private final ObjectName threads = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);

  AllocatedBytes(long pid) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
    try {
      connector =
          JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
    } finally {
      machine.detach();
    }
    connection = connector.getMBeanServerConnection();
  }

  /** Returns what was allocated meanwhile, the reading itself included. */
  long during(Runnable work) throws Exception {
    long before = now();
    work.run();
    return now() - before;
  }

  private long now() throws Exception {
    return (Long) connection.getAttribute(threads, "TotalThreadAllocatedBytes");
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
