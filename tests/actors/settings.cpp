#define CAF_SUITE settings
#include "actors/settings.hpp"

#include "tests/support/same_fields.hpp"

#include <chrono>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::actors;
using vestnik::test::same_fields;

CAF_TEST(a struct that nobody fills has the defaults of the product) {
  CAF_CHECK(same_fields(accounts_settings{}, accounts_settings_of({})));
  CAF_CHECK(same_fields(storage::password_cost{}, password_cost_of({})));
  CAF_CHECK(same_fields(session_limits{}, session_limits_of({})));
  CAF_CHECK(same_fields(chat_limits{}, chat_limits_of({})));
  CAF_CHECK(same_fields(user_settings{}, user_settings_of({})));
  CAF_CHECK(same_fields(tail_limits{}, tail_limits_of({})));
  CAF_CHECK(same_fields(mailbox_settings{}, mailbox_settings_of({})));
  CAF_CHECK(same_fields(mail::mime_limits{}, mime_limits_of({})));
  CAF_CHECK(same_fields(mail::imap_limits{}, imap_limits_of({})));
  const fetcher_settings following;
  CAF_CHECK(same_fields(
      following, fetcher_settings_of({}, following.lease, following.pace, following.memory)));
  CAF_MESSAGE("and an IMAP session waits as long as one of a fetcher");
  const mail::imap_client_settings session;
  CAF_CHECK(same_fields(session.limits, following.limits));
  CAF_CHECK(same_fields(session.batch, following.batch));
  CAF_CHECK(session.idle_renewal == following.idle_renewal);
  CAF_CHECK(session.poll_interval == following.poll_interval);
}

CAF_TEST(what is set reaches the actors) {
  const config::limits_settings limits{.messages_per_second = 1,
                                       .message_burst = 2,
                                       .rooms_per_connection = 3,
                                       .sockets_per_user = 4,
                                       .message_text = {5}};
  CAF_CHECK_EQUAL(session_limits_of(limits).messages.per_second, 1.0);
  CAF_CHECK_EQUAL(session_limits_of(limits).messages.burst, 2.0);
  CAF_CHECK_EQUAL(session_limits_of(limits).rooms, 3u);
  config::settings all;
  all.limits = limits;
  all.mail.accounts_per_user = 5;
  CAF_CHECK_EQUAL(user_settings_of(all).sockets, 4u);
  CAF_CHECK_EQUAL(user_settings_of(all).mailboxes, 5u);
  CAF_CHECK_EQUAL(chat_limits_of(limits).text, 5u);

  const config::actors_settings tails{.room_tail_events = 1, .room_tail_bytes = {2}};
  CAF_CHECK(same_fields(tail_limits_of(tails), {1, 2}));

  using std::chrono::milliseconds;
  using std::chrono::seconds;
  const config::accounts_settings people{.argon2_memory = {1},
                                         .argon2_passes = 2,
                                         .hash_queue = 3,
                                         .session_lifetime = milliseconds{3'001},
                                         .ticket_lifetime = milliseconds{5},
                                         .sign_in_attempts = 6,
                                         .sign_in_window = milliseconds{6'001}};
  CAF_CHECK(same_fields(password_cost_of(people), {2, 1}));
  CAF_CHECK(
      same_fields(accounts_settings_of(people), {seconds{4}, milliseconds{5}, 3, 6, seconds{7}}));

  config::mail_settings mails;
  mails.max_message = {1};
  mails.idle_renewal = milliseconds{2};
  mails.poll_interval = milliseconds{3};
  mails.chunk_messages = 4;
  mails.chunk_bytes = {5};
  mails.snippet = 6;
  CAF_CHECK_EQUAL(mailbox_settings_of(mails).snippet, 6u);
  CAF_CHECK_EQUAL(mime_limits_of(mails).message, 1u);
  CAF_CHECK_EQUAL(imap_limits_of(mails).literal, 1u);
  const auto following = fetcher_settings_of(mails, {}, {}, {});
  CAF_CHECK(same_fields(following.limits, imap_limits_of(mails)));
  CAF_CHECK_EQUAL(following.batch.messages, 4u);
  CAF_CHECK_EQUAL(following.batch.bytes, 5u);
  CAF_CHECK_EQUAL(following.batch.message, 1u);
  CAF_CHECK(following.idle_renewal == milliseconds{2});
  CAF_CHECK(following.poll_interval == milliseconds{3});
}
