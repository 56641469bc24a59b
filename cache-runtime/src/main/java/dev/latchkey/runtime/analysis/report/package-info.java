/**
 * The architecture report: where the time of an authentication goes, and what to do about it. Begin
 * with {@link dev.latchkey.runtime.analysis.report.ReportWriter}.
 */
@NullMarked
package dev.latchkey.runtime.analysis.report;

import org.jspecify.annotations.NullMarked;
