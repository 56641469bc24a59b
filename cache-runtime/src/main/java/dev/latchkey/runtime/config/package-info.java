/**
 * The configuration file: records per section, reader with positions, problems, secrets; begin at
 * {@code ConfigReader}.
 */
@NullMarked
package dev.latchkey.runtime.config;

import org.jspecify.annotations.NullMarked;
