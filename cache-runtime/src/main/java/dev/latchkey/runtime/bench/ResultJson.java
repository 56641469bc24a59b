package dev.latchkey.runtime.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes and reads results; what was not measured is null there and {@code NaN} here. Stateless.
 */
public final class ResultJson {
  private static final JsonMapper MAPPER = mapper();

  private ResultJson() {}

  /** Returns a result as UTF-8. */
  public static byte[] write(BenchResult result) throws IOException {
    return MAPPER.writeValueAsBytes(result);
  }

  static byte[] writeAll(List<BenchResult> results) throws IOException {
    return MAPPER.writeValueAsBytes(results);
  }

  static List<BenchResult> readAll(byte[] json) throws IOException {
    List<BenchResult> results = new ArrayList<>();
    for (JsonNode each : MAPPER.readTree(json)) {
      results.add(read(MAPPER.writeValueAsBytes(each)));
    }
    return results;
  }

  /**
   * Reads a result; fields that are not known are passed over.
   *
   * @throws IOException with a sentence when it is none
   */
  public static BenchResult read(byte[] json) throws IOException {
    BenchResult result;
    try {
      result = MAPPER.readValue(json, BenchResult.class);
    } catch (IOException wrong) {
      throw new IOException("it is no result of a benchmark", wrong);
    }
    if (result == null
        || !BenchResult.SCHEMA.equals(result.schema())
        || result.at() == null
        || result.state() == null
        || result.name() == null) {
      throw new IOException("it is no result of a benchmark in format " + BenchResult.SCHEMA);
    }
    return result;
  }

  private static JsonMapper mapper() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(Double.class, new NumberWriter());
    module.addSerializer(double.class, new NumberWriter());
    module.addDeserializer(Double.class, new NumberReader());
    module.addDeserializer(double.class, new NumberReader());
    module.addSerializer(Instant.class, new InstantWriter());
    module.addDeserializer(Instant.class, new InstantReader());
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
            .build();
    return JsonMapper.builder(factory)
        .addModule(module)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  private static final class NumberWriter extends StdScalarSerializer<Double> {
    private static final long serialVersionUID = 1L;

    NumberWriter() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(Math.rint(value * 1e6) / 1e6);
      } else {
        out.writeNull();
      }
    }
  }

  private static final class NumberReader extends StdScalarDeserializer<Double> {
    private static final long serialVersionUID = 1L;

    NumberReader() {
      super(Double.class);
    }

    @Override
    public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return in.getDoubleValue();
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }

  private static final class InstantWriter extends StdScalarSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.toString());
    }
  }

  private static final class InstantReader extends StdScalarDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
      try {
        return Instant.parse(in.getText());
      } catch (DateTimeException wrong) {
        throw new IOException("no time", wrong);
      }
    }
  }
}
