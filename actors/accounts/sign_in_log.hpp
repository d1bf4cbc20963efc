#pragma once

#include "model/values/token_bucket.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vestnik::actors {

/// Tells the operator who signs in from where, and who is refused. A guesser chooses how many lines
/// there would be: so each kind has 100 at once and one a second in the long run, what is left
/// out is counted, and the next line of its kind says how many. The address stands in front of what
/// strangers choose, so that nobody makes a line look as if it were of another one. Used by one
/// actor.
class sign_in_log {
public:
  using clock = model::token_bucket::clock;

  explicit sign_in_log(clock::time_point now);

  void signed_in(std::string_view login, std::string_view address, clock::time_point now);
  void registered(std::string_view login, std::string_view address, clock::time_point now);
  void changed_password(std::string_view login, std::string_view address, clock::time_point now);
  /// @param why the words of the refusal.
  void refused(std::string_view login, std::string_view address, std::string_view why,
               clock::time_point now);

private:
  /// Lines of one kind: nobody hides those of another by making many.
  struct kind {
    model::token_bucket lines;
    std::uint64_t left_out = 0;
  };
  /// What ends the next line of that kind; nothing if there is to be none.
  static std::optional<std::string> ending(kind& of, clock::time_point now);

  kind successes_;
  kind refusals_;
};

} // namespace vestnik::actors
