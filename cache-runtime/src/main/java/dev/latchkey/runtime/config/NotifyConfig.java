package dev.latchkey.runtime.config;

import java.io.File;
import java.util.Optional;

/**
 * Who is told of alerts besides the log. Immutable.
 *
 * @param webhook an {@code https} or {@code http} address, which may hold a password
 * @param secretFile what messages are signed with; none are sent when it cannot be read
 */
public record NotifyConfig(Optional<Secret> webhook, Optional<File> secretFile) {}
