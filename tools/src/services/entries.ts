import { allCallEntries } from './entries-call.ts'
import { composeEntries } from './entries-compose.ts'
import { composeOptionEntries } from './entries-compose-options.ts'
import { kubernetesEntries } from './entries-kubernetes.ts'
import type { NewService } from './new-service.ts'
import type { YamlEntry } from './yaml-entry.ts'

/** What YAML files that exist already have for a service. A file that a copy of this template does without has none. */
export const entriesOf = (service: NewService): YamlEntry[] => [
  ...composeEntries(service),
  ...composeOptionEntries(service),
  ...kubernetesEntries(service),
  ...allCallEntries(service), // behind the places that they are in
]

/** Files with a document for each service. */
export const documentsOf = ({ name }: NewService): { file: string; text: string }[] => [
  {
    file: 'k8s/components/autoscaling/autoscalers.yaml',
    text: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${name}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${name} }
`,
  },
  {
    file: 'k8s/components/disruption-budgets/disruption-budgets.yaml',
    text: `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: ${name}
spec:
  selector: { matchLabels: { app.kubernetes.io/name: ${name} } }
`,
  },
]
