#pragma once

#include "app/run/wallrun.h"
#include "tests/support/files.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <string>
#include <vector>

/// A wall in the test's own process, whose configuration changes while it hangs.
namespace checkwatch::hungwall {

/// Its windows.
inline std::vector<wall::WallView*> views()
{
    std::vector<wall::WallView*> out;
    for (QWidget* const widget : QApplication::topLevelWidgets()) {
        if (auto* view = qobject_cast<wall::WallView*>(widget)) {
            out.push_back(view);
        }
    }
    return out;
}

/// A configuration of one exporter that does not answer, and of a `wall:` block.
struct Configured
{
    QTemporaryDir folder;
    QString path = folder.filePath(QStringLiteral("checkwatch.yml"));

    void write(const QByteArray& wall) const
    {
        QVERIFY(support::write(path,
                               "scrape_configs:\n  - {job_name: h, static_configs: [{targets: ['127.0.0.1:1']}]}\n"
                               "checkwatch:\n  recording: {enabled: false}\n  wall: "
                                   + wall + '\n'));
    }
    void hangUp(const QByteArray& wall) const
    {
        write(wall);
        std::raise(SIGHUP);
    }
    [[nodiscard]] app::Options options() const
    {
        app::Options out;
        out.command = app::Command::Wall;
        out.config = path.toStdString();
        return out;
    }
};

} // namespace checkwatch::hungwall
