import { kubernetesContract } from '../contracts/kubernetes.ts';
import { startRealCluster } from '../support/real-cluster/real-cluster.ts';

kubernetesContract('the cluster of PROF_TEST_KUBECONFIG', startRealCluster);
