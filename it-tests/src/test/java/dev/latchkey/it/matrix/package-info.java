/**
 * The library matrix: one unmodified application per authentication library, run with and without
 * the agent against the library's oldest and newest supported version. Begin with {@code
 * LibraryMatrixTest}; the applications are in {@code src/test/matrix}.
 */
package dev.latchkey.it.matrix;
