package dev.latchkey.agent.weave;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The little that weaving asks of every class file: whether its constant pool has one of a few
 * words, and what the class extends and implements. One pass over the constant pool, which reads
 * the length of each entry and compares texts only of a length that is wanted; nothing is parsed
 * into objects. See the JVM specification, sections 4.1 and 4.4. Confined to one thread.
 */
final class ClassHeader {
  /** How class files name the API's annotation. */
  static final String MARK = "Ldev/latchkey/api/MonitorAuth;";

  private static final byte[][] MARKS = {MARK.getBytes(StandardCharsets.US_ASCII)};
  private static final int MARK_LENGTH = MARK.length();
  private static final int POOL_START = 10;
  private static final int SHORT = 2;

  private final byte[] classFile;
  private final int[] entries;
  private final int poolEnd;
  private final boolean mentionsWord;
  private final boolean marked;

  private ClassHeader(
      byte[] classFile, int[] entries, int poolEnd, boolean mentionsWord, boolean marked) {
    this.classFile = classFile;
    this.entries = entries;
    this.poolEnd = poolEnd;
    this.mentionsWord = mentionsWord;
    this.marked = marked;
  }

  /**
   * Reads a class file, or returns null when it is not one that is understood.
   *
   * @param words texts to look for, by their length; null where no word has that length
   */
  static @Nullable ClassHeader read(byte[] classFile, byte[][] @Nullable [] words) {
    try {
      return scan(classFile, words);
    } catch (ArrayIndexOutOfBoundsException truncated) {
      return null;
    }
  }

  private static @Nullable ClassHeader scan(byte[] classFile, byte[][] @Nullable [] words) {
    int count = unsigned(classFile, POOL_START - SHORT);
    int[] entries = new int[count];
    boolean found = false;
    boolean marked = false;
    int at = POOL_START;
    for (int i = 1; i < count; i++) {
      entries[i] = at;
      switch (classFile[at]) {
        case 1 -> { // Utf8
          int length = unsigned(classFile, at + 1);
          found = found || (length < words.length && isOne(words[length], classFile, at + 3));
          marked = marked || (length == MARK_LENGTH && isOne(MARKS, classFile, at + 3));
          at += 3 + length;
        }
        case 3, 4, 9, 10, 11, 12, 17, 18 -> at += 5; // numbers, references, dynamic
        case 5, 6 -> { // long and double take two entries
          at += 9;
          i++;
        }
        case 7, 8, 16, 19, 20 -> at += 3; // class, string, method type, module, package
        case 15 -> at += 4; // method handle
        default -> {
          return null;
        }
      }
    }
    return new ClassHeader(classFile, entries, at, found, marked);
  }

  private static boolean isOne(byte @Nullable [][] words, byte[] classFile, int start) {
    if (words != null) {
      for (byte[] word : words) {
        int i = 0;
        while (i < word.length && classFile[start + i] == word[i]) {
          i++;
        }
        if (i == word.length) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns whether any of the words is in the constant pool. */
  boolean mentionsWord() {
    return mentionsWord;
  }

  /** Returns whether the API's annotation is in the constant pool. */
  boolean isMarked() {
    return marked;
  }

  /** Returns the internal names of the superclass and of the interfaces that are named. */
  List<String> parents() {
    int interfaces = unsigned(classFile, poolEnd + 3 * SHORT);
    List<String> names = new ArrayList<>(interfaces + 1);
    int superclass = unsigned(classFile, poolEnd + 2 * SHORT);
    if (superclass != 0) {
      names.add(className(superclass));
    }
    for (int i = 0; i < interfaces; i++) {
      names.add(className(unsigned(classFile, poolEnd + (4 + i) * SHORT)));
    }
    return names;
  }

  private String className(int index) {
    int text = entries[unsigned(classFile, entries[index] + 1)];
    return new String(classFile, text + 3, unsigned(classFile, text + 1), StandardCharsets.UTF_8);
  }

  private static int unsigned(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
  }
}
