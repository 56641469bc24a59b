/**
 * The demonstration: the orders service with the agent, under load, before and after each phase. It
 * knows the agent as a user does, by its jar file, its log and its HTTP interface. Begin at {@link
 * dev.latchkey.demo.Demo}.
 */
@NullMarked
package dev.latchkey.demo;

import org.jspecify.annotations.NullMarked;
