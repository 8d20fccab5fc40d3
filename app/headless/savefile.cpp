#include "app/headless/savefile.h"

#include "models/recording/filehead.h"

#include <QSaveFile>

namespace checkwatch::app {

base::Result<void> saveFile(const std::string& path, const QByteArray& content)
{
    const QString name = QString::fromStdString(path);
    if (name.toStdString() != path) { // it would be a file of another name
        return base::Error{base::ErrorCode::Refused, "cannot write: the name is not UTF-8; choose another", path};
    }
    if (recording::checkFileHead(path, false)) {
        return base::Error{base::ErrorCode::Refused,
                           "not written: that is a recording, or another database; choose another name", path};
    }
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit()) {
        return base::Error{base::ErrorCode::Refused, "cannot write: " + file.errorString().toStdString(), path};
    }
    return {};
}

} // namespace checkwatch::app
