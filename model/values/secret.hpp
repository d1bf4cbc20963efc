#pragma once

#include <string>
#include <utility>

namespace vestnik::model {

/// Text that must never show in a log, an error or a core message:
/// it has no stream operator, and only `reveal` gives it away.
class secret {
public:
  secret() = default;
  explicit secret(std::string text)
      : text_{std::move(text)} {}

  [[nodiscard]] const std::string& reveal() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

private:
  std::string text_;
};

} // namespace vestnik::model
