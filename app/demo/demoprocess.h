#pragma once

#include <QProcess>
#include <QString>

#include <optional>

namespace checkwatch::demo {

/// Whom the demo's processes run as.
struct UserIds
{
    unsigned user = 0;
    unsigned group = 0;
};

/// `nobody` where this program runs as root, else nothing: the processes run as we do.
[[nodiscard]] std::optional<UserIds> unprivilegedUser();

/// Makes a process, not yet started, that loses root's rights and dies with the thread that starts it, whatever way
/// that ends. Its output is kept for messages, the last 4 KB.
class DemoProcess : public QProcess
{
    Q_OBJECT

public:
    explicit DemoProcess(std::optional<UserIds> runAs, QObject* parent = nullptr);
    ~DemoProcess() override;

    /// How it ended, where it has, and what it said about that; several lines.
    [[nodiscard]] QString reason() const;
    [[nodiscard]] QByteArray allOutput() const { return m_output; }

private:
    QByteArray m_output;
};

/// A small shell that removes `folder` as soon as this program is gone or `janitor` is closed.
[[nodiscard]] bool startJanitor(QProcess& janitor, const QString& folder);

} // namespace checkwatch::demo
