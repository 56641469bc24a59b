package dev.latchkey.runtime.metrics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The stored form of a {@link Span}: a version, the figures that are not zero under their numbers,
 * and the latencies as the buckets that occurred. Numbers are in seven bits a byte. Stateless.
 */
public final class SpanCodec {
  private static final int VERSION = 1;

  /** With parts at the end; without any the version before is written, which older agents read. */
  private static final int VERSION_OF_PARTS = 2;

  private static final int MOST_PARTS = 100;
  private static final int BUCKET_BITS = 6;
  private static final int MOST_BUCKETS = 10_000;
  private static final long MOST_COUNT = 1L << 48;
  private static final int MORE = 0x80;

  private SpanCodec() {}

  /** Returns the stored form. */
  public static byte[] encode(Span span) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      SpanParts parts = span.parts();
      out.writeByte(parts.names().isEmpty() ? VERSION : VERSION_OF_PARTS);
      for (int figure = 0; figure < Span.FIGURES; figure++) {
        if (span.count(figure) != 0) {
          out.writeByte(figure + 1);
          writeNumber(out, span.count(figure));
        }
      }
      out.writeByte(0);
      for (int figure = 0; figure < Span.FIGURES; figure++) {
        if (span.gaugeReadings(figure) != 0) {
          out.writeByte(figure + 1);
          writeNumber(out, span.gaugeReadings(figure));
          out.writeFloat((float) span.gauge(figure));
        }
      }
      out.writeByte(0);
      writeLatencies(out, span.auth());
      if (!parts.names().isEmpty()) {
        writeNumber(out, parts.names().size());
        for (String name : parts.names()) {
          out.writeUTF(name);
          writeLatencies(out, parts.of(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Returns what was stored; empty for bytes that are none of ours. */
  public static Optional<Span> decode(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION && version != VERSION_OF_PARTS) {
        return Optional.empty();
      }
      long[] counts = new long[Span.FIGURES];
      for (int figure = readFigure(in); figure >= 0; figure = readFigure(in)) {
        counts[figure] = readNumber(in);
      }
      double[] sums = new double[Span.FIGURES];
      long[] readings = new long[Span.FIGURES];
      for (int figure = readFigure(in); figure >= 0; figure = readFigure(in)) {
        readings[figure] = readNumber(in);
        sums[figure] = (double) in.readFloat() * readings[figure];
      }
      Latencies auth = readLatencies(in);
      SpanParts parts = version == VERSION ? SpanParts.NONE : readParts(in);
      return Optional.of(new Span(auth, counts, sums, readings, parts));
    } catch (IOException foreign) {
      return Optional.empty();
    }
  }

  private static void writeLatencies(DataOutputStream out, Latencies latencies) throws IOException {
    writeNumber(out, latencies.sumNanos());
    writeNumber(out, latencies.distinct());
    long last = 0;
    for (int i = 0; i < latencies.distinct(); i++) {
      long bucket = latencies.nanos(i) >>> BUCKET_BITS;
      writeNumber(out, bucket - last);
      writeNumber(out, latencies.count(i));
      last = bucket;
    }
  }

  private static Latencies readLatencies(DataInputStream in) throws IOException {
    long sumNanos = readNumber(in);
    long size = readNumber(in);
    if (size > MOST_BUCKETS) {
      throw new IOException("too many buckets");
    }
    long[] nanos = new long[(int) size];
    long[] counts = new long[(int) size];
    long bucket = 0;
    for (int i = 0; i < size; i++) {
      bucket += readNumber(in);
      nanos[i] = Durations.bounded(bucket << BUCKET_BITS);
      counts[i] = readNumber(in);
      if (counts[i] > MOST_COUNT) {
        throw new IOException("too many durations");
      }
    }
    return new Latencies(nanos, counts, sumNanos);
  }

  private static SpanParts readParts(DataInputStream in) throws IOException {
    long size = readNumber(in);
    if (size > MOST_PARTS) {
      throw new IOException("too many parts");
    }
    Map<String, Latencies> parts = new HashMap<>();
    for (int i = 0; i < size; i++) {
      String name = in.readUTF();
      parts.put(name, readLatencies(in));
    }
    return SpanParts.of(parts);
  }

  private static int readFigure(DataInputStream in) throws IOException {
    int figure = in.readUnsignedByte() - 1;
    if (figure >= Span.FIGURES) {
      throw new IOException("no figure " + figure);
    }
    return figure;
  }

  private static void writeNumber(DataOutputStream out, long number) throws IOException {
    long rest = Math.max(0, number);
    while (rest >= MORE) {
      out.writeByte((int) (rest & (MORE - 1)) | MORE);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long readNumber(DataInputStream in) throws IOException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
      int part = in.readUnsignedByte();
      number |= (long) (part & (MORE - 1)) << shift;
      if (part < MORE) {
        return number;
      }
    }
    throw new IOException("a number is too long");
  }
}
