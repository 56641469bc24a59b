/**
 * Metrics for collectors of OpenTelemetry: OTLP over HTTP with JSON. Begin with {@link
 * dev.latchkey.dashboard.otlp.OtlpExport}.
 */
@NullMarked
package dev.latchkey.dashboard.otlp;

import org.jspecify.annotations.NullMarked;
