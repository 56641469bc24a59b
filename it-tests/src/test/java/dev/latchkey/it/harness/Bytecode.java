package dev.latchkey.it.harness;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.util.Map;

/** What a method in another JVM consists of, as a debugger sees it; needs {@link #OPTION} there. */
public final class Bytecode {
  /** The option of a JVM that a debugger can look into; the JVM prints the port. */
  public static final String OPTION =
      "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

  private Bytecode() {}

  /** Returns the number of bytes of a method's code. */
  public static int length(String port, Class<?> type, String method) throws Exception {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue(port);
    VirtualMachine machine = connector.attach(arguments);
    try {
      ReferenceType found = machine.classesByName(type.getName()).get(0);
      return found.methodsByName(method).get(0).bytecodes().length;
    } finally {
      machine.dispose();
    }
  }
}
