/**
 * Which distributed trace a thread works for, where the application has OpenTelemetry. Begin with
 * {@link dev.latchkey.runtime.trace.TraceIds}.
 */
@NullMarked
package dev.latchkey.runtime.trace;

import org.jspecify.annotations.NullMarked;
