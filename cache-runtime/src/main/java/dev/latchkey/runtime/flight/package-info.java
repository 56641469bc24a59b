/**
 * Events for the JDK's Flight Recorder, written only while it records. Begin with {@link
 * dev.latchkey.runtime.flight.FlightEvents}.
 */
@NullMarked
package dev.latchkey.runtime.flight;

import org.jspecify.annotations.NullMarked;
