#include "models/runbooks/runbook.h"

#include <algorithm>
#include <array>

/// What the check result says about the five diagnosis steps of the health-check runbook (guides: haproxy 2).
namespace checkwatch::runbooks {
namespace {

using haproxy::CheckStatus;
using Verdict = GuidedStep::Verdict;

constexpr std::string_view headline = "HaproxyServerHealthcheckFailure";
constexpr std::size_t stepCount = 5;
enum StepNumber { haproxyLog = 1, checkConfig = 2, serverLog = 3, serverRuns = 4, network = 5 };

/// The steps that help most, in this order; the others follow as written.
std::vector<int> firstSteps(const Situation& situation)
{
    if (situation.byAgent) {
        return {serverRuns, serverLog};
    }
    switch (situation.check) {
    case CheckStatus::L4Con: return {serverRuns, network};
    case CheckStatus::L4Tout: return {network};
    case CheckStatus::L6Tout:
    case CheckStatus::L7Okc:
    case CheckStatus::ProcErr: return {checkConfig, serverRuns};
    case CheckStatus::L6Rsp:
    case CheckStatus::L7Rsp: return {checkConfig, serverLog};
    case CheckStatus::L7Tout: return {serverLog, serverRuns};
    case CheckStatus::L7Sts: return {serverLog, checkConfig};
    case CheckStatus::SockErr: return {serverRuns, haproxyLog};
    case CheckStatus::Hana: return {serverLog};
    case CheckStatus::ProcTout:
    case CheckStatus::L4Ok:
    case CheckStatus::L6Ok:
    case CheckStatus::L7Ok:
    case CheckStatus::ProcOk: return {checkConfig};
    default: return {};
    }
}

/// The layer that the check reached: 4, 6, 7; 0 = cannot tell.
int layerReached(CheckStatus check)
{
    switch (check) {
    case CheckStatus::L4Con:
    case CheckStatus::L4Tout: return 4;
    case CheckStatus::L6Tout:
    case CheckStatus::L6Rsp: return 6;
    case CheckStatus::L7Tout:
    case CheckStatus::L7Rsp:
    case CheckStatus::L7Sts:
    case CheckStatus::L7Ok:
    case CheckStatus::L7Okc: return 7;
    default: return 0;
    }
}

struct Command
{
    int step;
    CheckStatus check; ///< Unknown = for all
    std::string_view text;
};

constexpr std::array commands{
    Command{haproxyLog, CheckStatus::Unknown, "grep -E '{B}/{S}|{B} has no server' /var/log/haproxy.log | tail -50"},
    Command{haproxyLog, CheckStatus::Unknown, "journalctl -u haproxy --since -15min -g '{B}/{S}'"},
    Command{checkConfig, CheckStatus::L7Sts, "curl -i -X OPTIONS http://ADDRESS:PORT/"},
    Command{checkConfig, CheckStatus::L7Sts, "curl -i http://ADDRESS:PORT/health"},
    Command{checkConfig, CheckStatus::L7Rsp, "curl -i http://ADDRESS:PORT/health"},
    Command{checkConfig, CheckStatus::L7Rsp, "echo 'show errors {B}' | socat - /run/haproxy/admin.sock"},
    Command{checkConfig, CheckStatus::L6Tout,
            "timeout 3 openssl s_client -connect ADDRESS:PORT -servername HOST </dev/null"},
    Command{checkConfig, CheckStatus::L6Rsp,
            "timeout 3 openssl s_client -connect ADDRESS:PORT -servername HOST </dev/null | openssl x509 -noout -dates "
            "-ext subjectAltName"},
    Command{checkConfig, CheckStatus::Unknown, "echo 'show servers state {B}' | socat - /run/haproxy/admin.sock"},
    Command{serverLog, CheckStatus::L7Tout,
            "curl -sS -o /dev/null -w '%{http_code} %{time_starttransfer}\\n' -m 5 -H 'Host: HOST' "
            "http://ADDRESS:PORT/health"},
    Command{serverLog, CheckStatus::L7Sts, "curl -i http://ADDRESS:PORT/health"},
    Command{serverRuns, CheckStatus::SockErr, "echo 'show info' | socat - /run/haproxy/admin.sock"},
    Command{serverRuns, CheckStatus::Unknown, "ss -ltnp 'sport = :PORT'"},
    Command{network, CheckStatus::Unknown, "nc -vz -w3 ADDRESS PORT"},
    Command{network, CheckStatus::L4Con, "ip route get ADDRESS"},
    Command{network, CheckStatus::L4Tout, "tcpdump -ni any host ADDRESS and port PORT"},
    Command{network, CheckStatus::L4Tout, "nstat -az TcpExtListenOverflows"},
};

/// A name that may stand in a command line; else a placeholder, because names come from outside.
std::string_view safeName(std::string_view name, std::string_view placeholder)
{
    const bool safe = !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'
            || c == ':' || c == '-';
    });
    return safe ? name : placeholder;
}

std::string filledIn(std::string_view text, const Situation& situation)
{
    std::string out;
    while (!text.empty()) {
        if (text.starts_with("{B}") || text.starts_with("{S}")) {
            out += text[1] == 'B' ? safeName(situation.proxy, "BACKEND") : safeName(situation.server, "SERVER");
            text.remove_prefix(3);
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return out;
}

void judge(GuidedStep& guided, int number, const Situation& situation)
{
    const int layer = layerReached(situation.check);
    const bool alone = situation.peers > 0 && situation.peersUp == 0;
    if (number == serverRuns && situation.byAgent) {
        guided.finding
            = "The agent on the server answers that it is down; HAProxy keeps it DOWN until the agent says up."
              " Ask it why: it may say so after a #.";
    } else if (number == network && layer > 4) {
        guided.verdict = Verdict::Fine;
        guided.finding = "HAProxy reaches the server: the connection was made.";
    } else if (number == serverLog && (layer == 4 || layer == 6)) {
        guided.verdict = Verdict::NotApplicable;
        guided.finding = "The check did not get as far as the application.";
    } else if (number == serverRuns && layer == 7 && situation.check != CheckStatus::L7Tout) {
        guided.verdict = Verdict::Fine;
        guided.finding = "The server listens and answers.";
    } else if (number == checkConfig && alone && situation.down) {
        guided.finding
            = "No other server of the backend is up: look for what they share, the check's configuration first.";
    } else if (number == haproxyLog && situation.down) {
        guided.finding = "The server is DOWN: checks that fail from now on are neither counted nor logged.";
    }
}

std::string causeOf(const Situation& situation)
{
    if (situation.byAgent) {
        return "agent: the server's own agent says it is down, no health check does";
    }
    std::string cause(checkStatusName(situation.check));
    if (cause.empty()) {
        return std::string(shortMeaning(situation.check));
    }
    if (situation.checkCode > 0) {
        cause += ' ' + std::to_string(situation.checkCode);
    }
    const bool ill = situation.check == CheckStatus::L7Sts && situation.checkCode >= 500;
    return cause + ": "
        + (ill ? "the server answers and says it is unhealthy" : std::string(shortMeaning(situation.check)));
}

std::string mitigationNote(const Situation& situation)
{
    const int total = situation.peers + 1;
    const int left = std::min(situation.peers, std::max(0, situation.inRotation - (situation.down ? 0 : 1)));
    if (left == 0) {
        return situation.proxy
            + (situation.down ? " has no other server in rotation" : " keeps no server without this one");
    }
    return situation.proxy + " keeps " + std::to_string(left) + " of " + std::to_string(total) + " in rotation";
}

GuidedStep guidedStep(const Step& step, bool headlineBook, const Situation& situation)
{
    GuidedStep guided;
    guided.step = &step;
    if (headlineBook) {
        judge(guided, step.number, situation);
        for (const Command& command : commands) {
            const bool fits = command.check == CheckStatus::Unknown || command.check == situation.check;
            if (command.step == step.number && fits) {
                guided.commands.push_back(filledIn(command.text, situation));
            }
        }
        if (step.number == serverRuns && situation.byAgent) {
            guided.commands.insert(guided.commands.begin(), "nc ADDRESS AGENTPORT");
        }
    }
    return guided;
}

} // namespace

Guide guideFor(const Runbook& book, const Situation& situation)
{
    Guide guide;
    guide.cause = causeOf(situation);
    guide.mitigationNote = mitigationNote(situation);
    const auto diagnosis = std::ranges::find(book.sections, "Diagnosis", &Section::title);
    if (diagnosis == book.sections.end()) {
        return guide;
    }
    // Step numbers mean something only in the runbook they were written for.
    const bool headlineBook = book.title == headline && diagnosis->steps.size() == stepCount;
    for (const Step& step : diagnosis->steps) {
        guide.steps.push_back(guidedStep(step, headlineBook, situation));
    }
    if (headlineBook) {
        const std::vector<int> first = firstSteps(situation);
        std::ranges::stable_sort(guide.steps, {}, [&first](const GuidedStep& guided) {
            return std::ranges::find(first, guided.step->number) - first.begin();
        });
    }
    return guide;
}

} // namespace checkwatch::runbooks
