#include "app/run/recordingfolder.h"

#include <QDir>

namespace checkwatch::app {

void useUsualRecordingFolder(config::Config& config)
{
    if (!config.checkwatch.recording.folder.empty()) {
        return;
    }
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(state)) { // what is not absolute is to be ignored, says the XDG specification
        state = QDir::home().filePath(QStringLiteral(".local/state"));
    }
    config.checkwatch.recording.folder = QDir(state).filePath(QStringLiteral("checkwatch")).toStdString();
}

} // namespace checkwatch::app
