#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace vestnik::simulation {

/// Whatever a run leaves to chance. Equal seeds throw the same numbers, with every compiler: the
/// standard defines the generator, and the distributions are our own.
class dice {
public:
  explicit dice(std::uint64_t seed)
      : generator_{seed} {}

  /// From 0 to `bound - 1`. @param bound at least 1.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return generator_() % bound; }
  [[nodiscard]] std::uint64_t between(std::uint64_t least, std::uint64_t most) {
    return least + below(most - least + 1);
  }
  /// In thousandths.
  [[nodiscard]] bool chance(std::uint64_t thousandths) { return below(1'000) < thousandths; }

  template <class T>
  [[nodiscard]] const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }

  /// A UUID of version 4.
  [[nodiscard]] std::string uuid();

private:
  std::mt19937_64 generator_;
};

} // namespace vestnik::simulation
