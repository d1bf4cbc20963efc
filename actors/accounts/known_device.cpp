#include "actors/accounts/known_device.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::actors {

namespace {

constexpr char between = '.';

/// More octets than any part has.
constexpr std::size_t longest_part = 128;

/// What a sealed text must be for, to show a device of this login's owner.
std::string purpose_of(const std::string& login) { return "device of " + login; }

/// The first parts; a guesser may send any number of any length.
std::vector<std::string_view> parts_of(std::string_view shown) {
  std::vector<std::string_view> parts;
  while (!shown.empty() && parts.size() < devices_kept) {
    const auto end = std::min(shown.find(between), shown.size());
    if (end > 0 && end <= longest_part)
      parts.push_back(shown.substr(0, end));
    shown.remove_prefix(std::min(end + 1, shown.size()));
  }
  return parts;
}

} // namespace

std::string device_of(const storage::secret_box& secrets, const model::secret& shown,
                      const std::string& login) {
  for (const auto part : parts_of(shown.reveal()))
    if (secrets.unseal(part, {}, purpose_of(login)))
      return std::string{part};
  return {};
}

model::secret with_device(const storage::secret_box& secrets, const model::secret& shown,
                          const std::string& login) {
  auto all = secrets.seal(model::secret{"device"}, {}, purpose_of(login));
  std::size_t kept = 1;
  for (const auto part : parts_of(shown.reveal())) {
    if (kept == devices_kept)
      break;
    if (secrets.unseal(part, {}, purpose_of(login)))
      continue;
    all.append(1, between).append(part);
    ++kept;
  }
  return model::secret{std::move(all)};
}

} // namespace vestnik::actors
