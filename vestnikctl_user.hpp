#pragma once

#include "config/settings.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace vestnik {

/// `vestnikctl user …`: people's accounts, beside servers that run. Throws what it cannot do, in
/// words for an operator. @param words behind `user`, up to the settings. @return the exit code.
int run_user_command(std::span<const std::string> words, const config::settings& settings);

/// How many of the words belong to the command; what follows are settings. Zero: it is none.
std::size_t user_command_length(std::span<const std::string> words);

} // namespace vestnik
