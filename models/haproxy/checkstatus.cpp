#include "models/haproxy/checkstatus.h"

#include <algorithm>
#include <array>

namespace checkwatch::haproxy {
namespace {

enum class CheckOutcome : std::uint8_t { None, Pass, Failure };

struct Row
{
    CheckStatus status;
    std::string_view name;
    CheckOutcome outcome;
    std::string_view brief;
    std::string_view sentence;
};

constexpr std::array rows{
    Row{CheckStatus::Unknown, "", CheckOutcome::None, "not known", "HAProxy reports no check result for this server."},
    Row{CheckStatus::Init, "", CheckOutcome::None, "not checked yet",
        "No check has finished since HAProxy started; the first ones are spread over one check interval."},
    Row{CheckStatus::Hana, "HANA", CheckOutcome::Failure, "live traffic failed",
        "Requests of real clients failed, not the probe: HAProxy observes live traffic for this server."},
    Row{CheckStatus::SockErr, "SOCKERR", CheckOutcome::Failure, "socket error",
        "HAProxy could not use its own socket for the check (missing Unix socket, no file descriptors left), or, since "
        "2.8, the server closed the connection before it answered."},
    Row{CheckStatus::L4Ok, "L4OK", CheckOutcome::Pass, "port opens",
        "The port accepts connections; no application check is configured, so nothing more is known."},
    Row{CheckStatus::L4Tout, "L4TOUT", CheckOutcome::Failure, "no answer to connect",
        "The server did not answer the connection attempt in time: a firewall drops it, the host is down, or its "
        "accept "
        "queue is full."},
    Row{CheckStatus::L4Con, "L4CON", CheckOutcome::Failure, "connection refused",
        "The connection was refused or there is no route: the process is not running, it listens on another port, or "
        "routing is wrong."},
    Row{CheckStatus::L6Ok, "L6OK", CheckOutcome::Pass, "TLS handshake works",
        "The TLS handshake succeeded; no application check is configured."},
    Row{CheckStatus::L6Tout, "L6TOUT", CheckOutcome::Failure, "TLS handshake timed out",
        "The server accepted the connection but did not finish the TLS handshake in time."},
    Row{CheckStatus::L6Rsp, "L6RSP", CheckOutcome::Failure, "TLS handshake failed",
        "The TLS handshake failed: a port without TLS, an expired or unknown certificate, a wrong name, or no common "
        "protocol version."},
    Row{CheckStatus::L7Tout, "L7TOUT", CheckOutcome::Failure, "answer too slow",
        "The server accepted the connection but did not answer the check in time: it is overloaded, waits for "
        "something "
        "else, or its health page is too slow."},
    Row{CheckStatus::L7Rsp, "L7RSP", CheckOutcome::Failure, "unexpected answer",
        "The answer was not understood or its content was not the expected one."},
    Row{CheckStatus::L7Ok, "L7OK", CheckOutcome::Pass, "passed", "The application answered the check as expected."},
    Row{CheckStatus::L7Okc, "L7OKC", CheckOutcome::Pass, "passed conditionally",
        "The health page answered 404, which this backend takes as a planned stop: no new traffic is sent."},
    Row{CheckStatus::L7Sts, "L7STS", CheckOutcome::Failure, "wrong status code",
        "The application answered the check with a status code that counts as a failure."},
    Row{CheckStatus::ProcErr, "PROCERR", CheckOutcome::Failure, "check script failed",
        "The external check command ended with an error code."},
    Row{CheckStatus::ProcTout, "PROCTOUT", CheckOutcome::Failure, "check script timed out",
        "The external check command did not end in time and was killed."},
    Row{CheckStatus::ProcOk, "PROCOK", CheckOutcome::Pass, "check script passed",
        "The external check command ended without an error."},
};

const Row& rowOf(CheckStatus status) noexcept
{
    const auto it = std::ranges::find(rows, status, &Row::status);
    return it == rows.end() ? rows.front() : *it;
}

} // namespace

CheckStatus checkStatusFromName(std::string_view name) noexcept
{
    if (name == "INI") {
        return CheckStatus::Init;
    }
    const auto it = std::ranges::find(rows, name, &Row::name);
    return it == rows.end() ? CheckStatus::Unknown : it->status;
}

CheckStatus checkStatusFromNumber(double number) noexcept
{
    const auto it = std::ranges::find(rows, number, [](const Row& row) { return static_cast<double>(row.status); });
    return it == rows.end() ? CheckStatus::Unknown : it->status;
}

std::string_view checkStatusName(CheckStatus status) noexcept
{
    return rowOf(status).name;
}

bool isPass(CheckStatus status) noexcept
{
    return rowOf(status).outcome == CheckOutcome::Pass;
}

bool isFailure(CheckStatus status) noexcept
{
    return rowOf(status).outcome == CheckOutcome::Failure;
}

std::string_view shortMeaning(CheckStatus status) noexcept
{
    return rowOf(status).brief;
}

std::string_view meaning(CheckStatus status) noexcept
{
    return rowOf(status).sentence;
}

} // namespace checkwatch::haproxy
