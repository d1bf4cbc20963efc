#pragma once

#include "config/engine/environment.hpp"
#include "config/engine/raw_value.hpp"
#include "config/settings.hpp"

#include <map>
#include <string>
#include <vector>

namespace vestnik::config {

/// Settings under construction: sources are applied one over the other, and each
/// value's origin is kept.
class assembly {
public:
  /// Takes the values of one source, over those of earlier ones. What breaks its
  /// option's rule becomes a problem.
  void apply(const reading& source);

  /// Makes the defaults that depend on the environment or on other settings, and checks
  /// what several settings only say together. Call it once, last.
  void complete(const environment& variables);

  [[nodiscard]] const settings& values() const noexcept { return values_; }
  /// One sentence each: key, value, where it stands and what is allowed.
  [[nodiscard]] const std::vector<std::string>& problems() const noexcept { return problems_; }
  /// One sentence each on what was not used.
  [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }
  /// Where the value of this key was written; `default` when nowhere.
  [[nodiscard]] std::string origin_of(std::string_view key) const;

private:
  void require(bool holds, std::string_view key, std::string_view because);

  settings values_;
  std::map<std::string, std::string, std::less<>> origins_;
  std::vector<std::string> problems_;
  std::vector<std::string> warnings_;
};

} // namespace vestnik::config
