#pragma once

#include "config/engine/raw_value.hpp"
#include "config/engine/value.hpp"
#include "config/settings.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vestnik::config {

/// One row of the table that drives command line, environment, file, help and the
/// reference page.
struct option {
  /// Section and name, in kebab-case: `net.max-message`.
  std::string_view key;
  rule allowed;
  /// What it does, one sentence or two.
  std::string_view help;
  /// How the default is made when it depends on other settings or the environment.
  std::string_view derived_default = {};
  /// Whether its mere presence on the command line means `true`.
  bool is_switch = false;
  /// Another name on the command line, if it is wanted so often: `storage`.
  std::string_view short_form = {};
  /// Replaces what must not be shown; null shows everything.
  std::string (*hide)(std::string_view) = nullptr;

  bool (*read)(const raw_value& value, const rule& allowed, settings& into);
  /// The value as TOML.
  std::string (*write)(const settings& from);
  std::string (*wanted)(const rule& allowed);
};

/// All options, sections and options in the order in which people should read them.
[[nodiscard]] std::span<const option> options();

/// The option with this key; null when there is none.
[[nodiscard]] const option* find_option(std::string_view key);

/// The key that was probably meant by an unknown one, if any is close.
[[nodiscard]] std::optional<std::string_view> nearest_key(std::string_view unknown);

/// `net`, from `net.max-message`.
[[nodiscard]] std::string_view section_of(const option& row);
/// Whether there are options in a section of this name.
[[nodiscard]] bool is_section(std::string_view name);
/// `max-message`, from `net.max-message`.
[[nodiscard]] std::string_view name_of(const option& row);
/// `VESTNIK_NET_MAX_MESSAGE`, from `net.max-message`.
[[nodiscard]] std::string variable_of(std::string_view key);

} // namespace vestnik::config
