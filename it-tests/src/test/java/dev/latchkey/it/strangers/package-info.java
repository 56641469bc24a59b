/**
 * Whole applications on the frameworks that people use, with the agent and without: {@link
 * dev.latchkey.it.strangers.StrangersTest} compares what they answer.
 */
package dev.latchkey.it.strangers;
